"""What the SDK's tests import as `test.cache.storage.dummy_cache_storage`, which the sdist does not ship either."""

from cloudinary.cache.storage.key_value_storage import KeyValueStorage


class DummyCacheStorage(KeyValueStorage):
    def __init__(self):
        self._items = {}

    def get(self, key):
        return self._items.get(key)

    def set(self, key, value):
        self._items[key] = value
        return True

    def delete(self, key):
        return self._items.pop(key, None) is not None

    def clear(self):
        self._items.clear()
        return True
