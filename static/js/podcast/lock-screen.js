// What the device shows of the audio on its lock screen, and its own buttons there.

const session = navigator.mediaSession;

export function announce({ title, show: artist, picture }, acts) {
  if (!session) return;
  session.metadata = new MediaMetadata({ title, artist, artwork: picture ? [{ src: picture }] : [] });
  for (const [name, act] of Object.entries(acts)) session.setActionHandler(name, act);
}

export function showPlace(duration, playbackRate, place) {
  if (duration) session?.setPositionState({ duration, playbackRate, position: Math.min(place, duration) });
}
