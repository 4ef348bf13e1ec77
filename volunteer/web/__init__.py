"""The kit for pages and the JSON API: guard, errors, forms, paging, navigation."""
