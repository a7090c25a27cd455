import {type SafeText, sanitise, trusted} from '../../base/index.js';
import {databaseFailures, type FailureKind, ScanError, type ScanFailure} from '../failure.js';
import type {ScanEnvironment} from '../scanner.js';
import {databaseAdvice} from './database-advice.js';
import {failureSigns} from './failure-signs.js';
import {whatToDo} from './malicious-release.js';

/** The failure kind shown by the end of a scanner's log, `crashed` if none is recognised. */
export function classifyLog(log: readonly string[]): FailureKind {
	return failureSigns.find(([, sign]) => log.some(line => sign.test(line)))?.[0] ?? 'crashed';
}

const nextSteps: Readonly<Record<FailureKind, (scanner: string) => string>> = {
	'no-database': scanner => databaseAdvice('no-database', scanner),
	'no-java-database': scanner => databaseAdvice('no-java-database', scanner),
	'database-damaged': scanner => databaseAdvice('database-damaged', scanner),
	'database-too-old': scanner => databaseAdvice('database-too-old', scanner),
	'database-too-new': scanner => databaseAdvice('database-too-new', scanner),
	'rate-limited': () =>
		'wait some minutes, log in to the registry (docker login), or point the scanner at a mirror of its database',
	'no-network': scanner => `check the network or the proxy, or scan offline with an existing database (${scanner})`,
	'image-gone': () => 'the image is no longer in the engine: refresh the list, or pull it again',
	permission: () => "run dockscope as a user who may use the Docker socket, and check who owns the scanner's cache folder",
	'login-needed': scanner => `log in first: ${loginCommands[scanner] ?? `see the documentation of ${scanner}`}`,
	'disk-full': () =>
		'free space where temporary files live (TMPDIR), or set TMPDIR to a larger disk: a scan needs as much as the image',
	'timed-out': () => 'scan again when the engine is less busy, or allow more time (--timeout)',
	'scanner-too-old': scanner => `update ${scanner}: it does not know an option that dockscope needs`,
	'scanner-missing': scanner => `install ${scanner}, or choose another scanner (dockscope doctor lists them)`,
	malicious: () => whatToDo,
	unsupported: () => 'try another scanner: dockscope doctor lists what is here',
	crashed: scanner => `run ${scanner} by hand to see more, or choose another scanner`,
	'garbage-output': scanner => `check that ${scanner} is the right program, and its version`,
	'output-too-large': () => 'the report is larger than dockscope reads: scan with fewer kinds of findings',
	cancelled: () => 'scan it again',
};

const loginCommands: Readonly<Record<string, string>> = {
	anchore: 'set ANCHORECTL_URL, ANCHORECTL_USERNAME and ANCHORECTL_PASSWORD',
	twistcli: 'set TWISTLOCK_ADDRESS, TWISTLOCK_USER and TWISTLOCK_PASSWORD',
	aqua: 'set AQUA_SERVER, AQUA_USER and AQUA_PASSWORD, or AQUA_TOKEN',
	trivy: 'set TRIVY_TOKEN to the token of the server',
	clair: 'set CLAIR_PSK to the key of the server',
	'trivy-container': 'docker login',
	grype: 'docker login',
	syft: 'docker login',
	'osv-scanner': 'docker login',
};

const what: Readonly<Record<FailureKind, string>> = {
	'no-database': 'has no vulnerability database here',
	'no-java-database': 'has no Java database here, which it needs for the JAR files of this image',
	'database-damaged': 'cannot read its vulnerability database',
	'database-too-old': 'refuses its vulnerability database: too old',
	'database-too-new': 'is older than its vulnerability database',
	'rate-limited': 'was rate-limited: too many requests',
	'no-network': 'could not reach the network',
	'image-gone': 'did not find the image',
	permission: 'was denied access',
	'login-needed': 'needs a login',
	'disk-full': 'ran out of disk space',
	'timed-out': 'took too long and was stopped',
	'scanner-too-old': 'is too old for dockscope',
	'scanner-missing': 'could not be started',
	malicious: 'is a release that an attacker published and is not run',
	unsupported: 'does not support this image',
	crashed: 'failed',
	'garbage-output': 'succeeded but its report cannot be read',
	'output-too-large': 'wrote more than dockscope reads, and was stopped',
	cancelled: 'was cancelled',
};

/** The same failure with what to do on this machine: its caches and settings. */
export function adviseHere(found: ScanFailure, scanner: string, here: ScanEnvironment): ScanFailure {
	const kind = databaseFailures.find(one => one === found.kind);
	return kind === undefined ? found : {...found, next: databaseAdvice(kind, scanner, here)};
}

/** A failure in plain words, with the most informative line of the log. */
export function failure(kind: FailureKind, scanner: string, log: readonly SafeText[] = [], detail?: string): ScanFailure {
	const why = detail ?? tellingLine(kind, log);
	return {
		kind,
		message: sanitise(`${scanner} ${what[kind]}${why === null ? '' : `: ${why.slice(0, 300)}`}`),
		next: sanitise(nextSteps[kind](scanner)),
		log,
	};
}

/** The same as an error. */
export const scanError = (kind: FailureKind, scanner: string, detail?: string, log?: readonly SafeText[]): ScanError =>
	new ScanError(failure(kind, scanner, log, detail));

function tellingLine(kind: FailureKind, log: readonly SafeText[]): string | null {
	if (kind === 'cancelled') return null;
	const signs = failureSigns.filter(([one]) => one === kind);
	const telling =
		log.findLast(line => signs.some(([, sign]) => sign.test(line))) ??
		log.findLast(line => /error|fatal|fail/i.test(line)) ??
		log.at(-1);
	return telling === undefined ? null : telling.replace(/^\S+Z?\s+(FATAL|ERROR|WARN)\s+/, '');
}

export const scanCancelled = (scanner: string): ScanFailure => ({
	kind: 'cancelled',
	message: sanitise(`the scan by ${scanner} was cancelled`),
	next: trusted('scan it again'),
	log: [],
});
