# The first things in a fresh Request Tracker: four queues, four clerks, two fields of a ticket.
use strict; use warnings;
use RT; RT::LoadConfig(); RT->InitLogging(); RT::Init();
require RT::Queue; require RT::CustomField; require RT::User;
my $system = RT->SystemUser;
for my $unit (1..4) {
    my ($id, $said) = RT::Queue->new($system)->Create(Name => "Q$unit", CorrespondAddress => "q$unit\@bench.invalid");
    die $said unless $id;
    my $clerk = RT::User->new($system);
    ($id, $said) = $clerk->Create(Name => "clerk$unit", EmailAddress => "clerk$unit\@bench.invalid", Privileged => 1);
    die $said unless $id;
    $clerk->PrincipalObj->GrantRight(Right => 'SuperUser', Object => $RT::System);
}
for my $name (qw(Reporter Channel)) {
    my ($id, $said) = RT::CustomField->new($system)->Create(
        Name => $name, Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => 0);
    die $said unless $id;
}
