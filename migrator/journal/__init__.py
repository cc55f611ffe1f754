"""A run's memory on disk: the journal, the lock, the run's own files."""

from migrator.journal.file import JournalFile
from migrator.journal.files import Files
from migrator.journal.reading import Reader, believed
from migrator.journal.repair import Mended, repair
from migrator.journal.runs import Kept, Runs, new_name
from migrator.journal.verify import Checked, verify

__all__ = ["Checked", "Files", "JournalFile", "Kept", "Mended", "Reader", "Runs", "believed", "new_name", "repair", "verify"]
