"""What communities ask for, from draft to close-out."""
