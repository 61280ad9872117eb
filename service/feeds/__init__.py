"""What other systems are told of petitions: a feed that they ask for, and deliveries to where they want them."""
