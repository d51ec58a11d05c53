"""What the official packages say about betas: read as files, never imported or run, and proposed, never published."""
