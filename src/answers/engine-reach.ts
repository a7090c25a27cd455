/**
 * What is between dockscope and an engine. `loopback`: TCP without TLS that does not leave this machine; `tcp-unverified`: encrypted,
 * and whoever answers is believed.
 */
export type EngineReach = 'socket' | 'ssh' | 'tls' | 'tcp-unverified' | 'loopback' | 'plain-tcp';
