/** Whether this is a machine of Apple's, on whose keyboards ⌘ does what Ctrl does on others. */
const IS_APPLE = /^(mac|ip(hone|ad|od))/i.test(navigator.platform);

/** What the key is called that shortcuts are pressed with. */
export const MOD_NAME = IS_APPLE ? '⌘' : 'Ctrl';
