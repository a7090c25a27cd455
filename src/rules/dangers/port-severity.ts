import {bySeverity, type PortFacts, type Severity} from '../../facts/index.js';
import {clientSeverity} from '../shared/unprotected-services.js';

/**
 * How bad a port is that every network reaches: a data store or an administration port needs no flaw of a program to be used, and one
 * without authentication not even a password.
 */
export function openPortSeverity({
	administrative,
	unauthenticated,
}: Pick<PortFacts, 'administrative' | 'unauthenticated'>): Severity {
	const severity = administrative ? 'high' : 'medium';
	const forClients = unauthenticated === undefined ? severity : clientSeverity.everywhere[unauthenticated];
	return bySeverity(forClients, severity) < 0 ? forClients : severity;
}
