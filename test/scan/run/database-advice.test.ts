import {describe, expect, it} from 'vitest';
import {databaseAdvice, oldDatabaseNote} from '../../../src/scan/run/database-advice.js';

describe('what to do about a database', () => {
	const here = (variables: Record<string, string> = {}) => ({
		variables: {HOME: '/home/me', ...variables},
		cacheDirectory: '/home/me/.cache/dockscope',
	});

	it.each([
		[
			'no-database',
			'trivy',
			{},
			'trivy image --download-db-only (without one, copy /home/me/.cache/trivy/db from another machine)',
		],
		[
			'no-java-database',
			'trivy',
			{},
			'trivy image --download-java-db-only (without one, copy /home/me/.cache/trivy/java-db from another machine)',
		],
		// Trivy refuses --download-db-only together with the user's own setting.
		[
			'database-too-old',
			'trivy',
			{TRIVY_SKIP_DB_UPDATE: 'true', TRIVY_CACHE_DIR: '/srv/trivy'},
			'env -u TRIVY_SKIP_DB_UPDATE trivy image --download-db-only (without one, copy /srv/trivy/db from another machine)',
		],
		[
			'no-java-database',
			'trivy',
			{TRIVY_SKIP_DB_UPDATE: 'true', TRIVY_SKIP_JAVA_DB_UPDATE: 'true', XDG_CACHE_HOME: '/c'},
			'env -u TRIVY_SKIP_JAVA_DB_UPDATE trivy image --download-java-db-only (without one, copy /c/trivy/java-db from another machine)',
		],
		[
			'database-damaged',
			'trivy',
			{TRIVY_CACHE_DIR: '/srv/my cache'},
			"rm -r '/srv/my cache/db' && trivy image --download-db-only (without one, copy /srv/my cache/db from another machine)",
		],
		[
			'no-database',
			'trivy-container',
			{DOCKSCOPE_TRIVY_IMAGE: 'mirror/trivy:0.68.2'},
			'docker run --rm --volume /home/me/.cache/dockscope/trivy:/cache mirror/trivy:0.68.2 image --cache-dir /cache --download-db-only',
		],
		['database-too-old', 'grype', {}, 'grype db update'],
		['database-damaged', 'grype', {}, 'grype db delete && grype db update'],
	] as const)('%s of %s', (kind, scanner, variables, command) => {
		expect(databaseAdvice(kind, scanner, here(variables))).toBe(`run, where there is a network: ${command}`);
	});

	it('is to update the scanner for a database of a newer version', () => {
		expect(databaseAdvice('database-too-new', 'trivy')).toBe('update trivy: its database was made for a newer version');
	});

	it('reports a database that is a week old, and says "years" of one that is', () => {
		const note = (updatedAt: string | null) => oldDatabaseNote(updatedAt, 'grype', new Date('2026-11-29T12:00:00Z'), here());
		expect([note(null), note('soon'), note('2026-11-22T13:00:00Z')]).toEqual([null, null, null]);
		expect(note('2026-11-22T12:00:00Z')).toMatch(/^the database of grype is 7 days old: newer vulnerabilities are not found/);
		expect(note('2019-11-01T00:00:00Z')).toBe(
			'the database of grype is 7 years old: newer vulnerabilities are not found. Next: run, where there is a network: grype db update',
		);
	});
});
