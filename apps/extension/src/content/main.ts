// The script that runs in pages: one file, put in when it is needed.
