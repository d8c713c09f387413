from pathlib import Path

from deploy.simulators.journal import Journal


class TestJournal:
    def test_reads_back_what_it_wrote(self, tmp_path: Path) -> None:
        path = tmp_path / "made" / "journal.jsonl"
        Journal(path).append({"text": "مرحبا\nسطر"})
        Journal(path).append({"text": "2"})
        assert Journal(path).entries() == [{"text": "مرحبا\nسطر"}, {"text": "2"}]

    def test_cuts_off_a_torn_line(self, tmp_path: Path) -> None:
        path = tmp_path / "journal.jsonl"
        journal = Journal(path)
        journal.append({"n": 1})
        path.write_bytes(path.read_bytes() + b'{"n": 2')
        assert Journal(path).entries() == [{"n": 1}]
        journal.append({"n": 3})
        assert Journal(path).entries() == [{"n": 1}, {"n": 3}]

    def test_keeps_nothing_without_a_path(self) -> None:
        journal = Journal(None)
        journal.append({"n": 1})
        assert journal.entries() == []
