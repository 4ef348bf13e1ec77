"""使用说明: the guides of docs/guides as pages of the platform, with the pictures that tests/guides takes."""
