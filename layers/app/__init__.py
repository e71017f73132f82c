"""What every page of the app shares: address, filters, view, the work done once."""
