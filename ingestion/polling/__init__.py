"""Files that lie elsewhere, fetched: watched folders, SFTP and other remote files, mailboxes."""
