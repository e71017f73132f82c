"""Files that are nearly right, by the thousand: each is read, or refused with one message."""
