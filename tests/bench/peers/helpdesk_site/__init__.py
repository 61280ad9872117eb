"""The smallest site around django-helpdesk that one would put into use. Runs in an environment of its own."""
