/**
 * How dockscope is connected to an engine. `loopback`: TCP without TLS on this machine only; `tcp-unverified`: encrypted,
 * but without server verification.
 */
export type EngineReach = 'socket' | 'ssh' | 'tls' | 'tcp-unverified' | 'loopback' | 'plain-tcp';
