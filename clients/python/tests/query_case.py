"""What tests of ``stepwell.query`` stand on."""

from __future__ import annotations

import sys
import unittest
from typing import Any
from unittest import mock

from built_server import BuiltServer
from stepwell import query
from stepwell.query import QueryError
from support import StepwellCase


class QueryCase(StepwellCase):
    """Names are asked of ``self.client`` once ``self.serve`` has begun. pandas, where it is there, is hidden."""

    client: query.Client

    def setUp(self) -> None:
        super().setUp()
        self.root.mkdir()
        hidden = mock.patch.dict(sys.modules, {"pandas": None})
        hidden.start()
        self.addCleanup(hidden.stop)

    def serve(self, *arguments: str, **options: Any) -> BuiltServer:
        server = BuiltServer(self.root, *arguments, **options)
        self.addCleanup(server.close)
        self.client = query.Client(server.url)
        self.addCleanup(self.client.close)
        return server

    def raises(self, status: int | None) -> Any:
        return Refused(self, status)


class Refused:
    """Expects a QueryError of this status; it is in ``error`` then."""

    error: QueryError

    def __init__(self, case: unittest.TestCase, status: int | None) -> None:
        self._case, self._status = case, status

    def __enter__(self) -> Refused:
        return self

    def __exit__(self, kind: Any, error: Any, _: Any) -> bool:
        self._case.assertIsInstance(error, QueryError)
        self.error = error
        self._case.assertEqual(error.status, self._status, str(error))
        return True
