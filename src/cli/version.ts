declare const __DOCKSCOPE_VERSION__: string;

/** Set by the build from package.json. */
export const version: string = __DOCKSCOPE_VERSION__;
