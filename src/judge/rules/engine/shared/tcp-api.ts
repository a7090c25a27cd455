import {sanitise} from '../../../../base/index.js';
import {fromHost, fromInfo} from '../../rule.js';
import type {EngineScope} from '../../scope.js';
import type {Evidence} from '../../verdict.js';

type Scope = Pick<EngineScope, 'engine' | 'host'>;

/** The addresses on which dockerd listens, by its configuration; `null` where that was not seen. */
export function configuredHosts({host}: Pick<Scope, 'host'>): string[] | null {
	if (!host?.daemon.known) return null;
	const {hosts} = host.daemon.value.options;
	return Array.isArray(hosts) ? hosts.flatMap(address => (typeof address === 'string' ? [sanitise(address)] : [])) : [];
}

/**
 * What shows that the engine serves its API over TCP to clients without a certificate: Docker's own warnings, or its configuration.
 * Empty where nothing shows it, which does not mean that it does not.
 */
export function openTcpApi(scope: Scope): Evidence[] {
	const {engine, host} = scope;
	if (engine.tcpApi === 'plain' || engine.tcpApi === 'tls-without-client-certificate')
		return engine.warnings.filter(warning => /API is accessible on/i.test(warning)).map(warning => fromInfo('Warnings', warning));
	if (host?.daemon.known && host.daemon.value.options['tlsverify'] === true) return [];
	return (configuredHosts(scope) ?? [])
		.filter(address => address.startsWith('tcp://'))
		.map(address => fromHost('dockerd hosts', address));
}
