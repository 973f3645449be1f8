"""Parts that several pages show: claims, workings, scripts."""
