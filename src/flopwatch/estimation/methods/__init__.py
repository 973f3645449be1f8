"""One file per method of estimating training compute."""
