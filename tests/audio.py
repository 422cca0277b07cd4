"""Files of audio that are made, not recorded."""

# A frame of silence: MPEG-2 layer III, 8 kbit/s, 16 kHz, mono; 36 bytes for 36 ms (ISO/IEC 13818-3).
SILENT_FRAME = b"\xff\xf3\x18\xc4".ljust(36, b"\x00")
FRAMES_A_SECOND = 1000 / 36


def silent_mp3(seconds: int) -> bytes:
    return SILENT_FRAME * round(seconds * FRAMES_A_SECOND)
