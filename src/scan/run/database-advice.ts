import {join} from 'node:path';
import {homeOf, type SafeText, sanitise, shellJoin, shellQuote} from '../../base/index.js';
import type {DatabaseFailure} from '../failure.js';
import type {ScanEnvironment} from '../scanner.js';

/** What the advice depends on. */
type Here = Pick<ScanEnvironment, 'variables' | 'cacheDirectory'>;

const unknownHere: Here = {variables: {}, cacheDirectory: null};

/** The command that repairs exactly this database; for a scanner whose commands are not known, where to look. */
export function databaseAdvice(kind: DatabaseFailure, scanner: string, here: Here = unknownHere): SafeText {
	if (kind === 'database-too-new') return sanitise(`update ${scanner}: its database was made for a newer version`);
	const commands: Readonly<Record<string, (kind: Repair, here: Here) => string>> = {
		trivy: ofTrivy,
		'trivy-container': ofTrivyContainer,
		grype: ofGrype,
		'osv-scanner': () => 'osv-scanner scan image --offline-vulnerabilities --download-offline-databases IMAGE',
		basic: () => 'dockscope scan --download-advisories',
	};
	const command = commands[scanner]?.(kind, here);
	return sanitise(
		command === undefined
			? `see the documentation of ${scanner} about its database`
			: `run, where there is a network: ${command}`,
	);
}

type Repair = Exclude<DatabaseFailure, 'database-too-new'>;

/** @source trivy 0.40 to 0.68, tried: `--download-db-only` is refused together with TRIVY_SKIP_DB_UPDATE, and keeps a damaged database that is new enough */
function ofTrivy(kind: Repair, {variables}: Here): string {
	const java = kind === 'no-java-database';
	const skip = java ? 'TRIVY_SKIP_JAVA_DB_UPDATE' : 'TRIVY_SKIP_DB_UPDATE';
	const unset = variables[skip] ? `env -u ${skip} ` : '';
	const download = `${unset}trivy image --download-${java ? 'java-' : ''}db-only`;
	const folder = join(trivyCache(variables), java ? 'java-db' : 'db');
	const clean = kind === 'database-damaged' ? `rm -r ${shellQuote(folder)} && ` : '';
	return `${clean}${download} (without one, copy ${folder} from another machine)`;
}

function ofTrivyContainer(kind: Repair, {variables, cacheDirectory}: Here): string {
	const flag = kind === 'no-java-database' ? '--download-java-db-only' : '--download-db-only';
	const cache = cacheDirectory === null ? null : join(cacheDirectory, 'trivy');
	const clean = kind === 'database-damaged' && cache !== null ? `rm -r ${shellQuote(join(cache, 'db'))} && ` : '';
	const image = variables['DOCKSCOPE_TRIVY_IMAGE'] ?? 'aquasec/trivy';
	const volume = ['--volume', `${cache ?? 'CACHE'}:/cache`];
	return `${clean}${shellJoin(['docker', 'run', '--rm', ...volume, image, 'image', '--cache-dir', '/cache', flag])}`;
}

const ofGrype = (kind: Repair): string =>
	kind === 'database-damaged' ? 'grype db delete && grype db update' : 'grype db update';

/** Where Trivy keeps its databases. @source trivy pkg/utils/fsutils (DefaultCacheDir) */
export const trivyCache = (variables: ScanEnvironment['variables']): string =>
	variables['TRIVY_CACHE_DIR'] ?? join(variables['XDG_CACHE_HOME'] ?? join(homeOf(variables) ?? '/', '.cache'), 'trivy');

const day = 24 * 3600 * 1000;
/** Days after which a database is called old: the audit calls a scan stale after as many. */
const oldAfter = 7;

/** Says that a database is old, and what to do; `null` for one that is not, or whose date is not known. */
export function oldDatabaseNote(updatedAt: string | null, scanner: string, now: Date, here: Here): SafeText | null {
	const days = Math.floor((now.getTime() - Date.parse(updatedAt ?? '')) / day);
	if (updatedAt === null || Number.isNaN(days) || days < oldAfter) return null;
	const age = days < 2 * 365 ? `${days} days` : `${Math.floor(days / 365)} years`;
	const advice = databaseAdvice('database-too-old', scanner, here);
	return sanitise(`the database of ${scanner} is ${age} old: newer vulnerabilities are not found. Next: ${advice}`);
}
