"""Pages of residents, mentors and those who lead a program."""
