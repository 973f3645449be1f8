"""One file per family of architectures: from config to layers."""
