/**
 * Node's HTTP modules by name: an ES import of node:http reads each of its exports, and those of WebSocket load undici, which takes 36 ms
 * and 14 MB on Node 24.
 */
export const httpModule = () => process.getBuiltinModule('node:http');

export const httpClient = (secure: boolean) => (secure ? process.getBuiltinModule('node:https') : httpModule());
