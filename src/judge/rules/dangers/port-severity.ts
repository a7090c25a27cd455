import {bySeverity, type PortReach, type Severity} from '../../../base/index.js';
import {clientSeverity} from '../shared/unprotected-services.js';

/**
 * How bad a port is that other machines reach: a data store or an administration port needs no flaw of a program to be used, and one
 * without authentication not even a password. The latter is less severe where only certain machines reach it, as in
 * `container-no-authentication`.
 */
export function openPortSeverity({port: {administrative, unauthenticated}, from}: Pick<PortReach, 'port' | 'from'>): Severity {
	const severity = administrative ? 'high' : 'medium';
	const reach = from === 'any-network' || from === 'not-running' ? 'everywhere' : 'address';
	const forClients = unauthenticated === undefined ? severity : clientSeverity[reach][unauthenticated];
	return bySeverity(forClients, severity) < 0 ? forClients : severity;
}
