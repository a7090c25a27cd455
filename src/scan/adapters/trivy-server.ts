import {type SafeText, sanitise} from '../../base/index.js';
import {ScanError} from '../failure.js';
import {at, text} from '../formats/json.js';
import {askJson, withoutCredentials} from '../run/http.js';
import type {ScanEnvironment} from '../scanner.js';

/** Milliseconds: a server that does not answer is reported by the scan itself. */
const patience = 3000;

export type TrivyServer = {readonly where: SafeText; readonly version: SafeText};

/**
 * The server of `TRIVY_SERVER` and its version; `null` without one, or where it does not report its version (0.44, or not reachable).
 * No token is sent. @source GET /version of trivy server 0.68.2; 0.44.1 answers 404
 */
export async function trivyServer(environment: ScanEnvironment, signal: AbortSignal): Promise<TrivyServer | null> {
	const address = environment.variables['TRIVY_SERVER'];
	if (!address) return null;
	const context = {environment, signal, timeLimitMs: patience, sizeLimit: 100_000};
	try {
		const {document} = await askJson(`${address.replace(/(?<!\/)\/+$/, '')}/version`, {good: [200]}, {scanner: 'trivy', context});
		const version = text(at(document, 'Version'));
		return version === null ? null : {where: sanitise(withoutCredentials(address)), version};
	} catch (error) {
		if (error instanceof ScanError) return null;
		throw error;
	}
}
