"""Parts shared by several pages: claims, workings, scripts."""
