// Bytes on the way in, refused before anything is verified or parsed.
export const SIZE_LIMITS = {
  head: 65536, identity: 65536, root: 65536, alert: 65536,
  item: 262144, manifest: 4194304, media: 200000000,
};
