"""What schemathesis has to know to send a chunk of a photo: the bytes go as they are."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def chunk(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()
