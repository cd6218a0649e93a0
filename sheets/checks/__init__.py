"""What Backroom relies on in Google Sheets, asked of the spreadsheet itself."""
