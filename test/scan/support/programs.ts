import type {ScanState} from '../../../src/scan/coverage.js';
import type {ScannerName} from '../../../src/scan/scanner.js';
import * as fixtures from '../formats/fixtures/index.js';

/** How each scanner that is a program is played: what it is called, what it needs, and a good answer of it. */
export type ProgramCase = {
	readonly name: ScannerName;
	readonly binary: string;
	readonly variables: Readonly<Record<string, string>>;
	readonly report: unknown;
	/** Rows in the report. */
	readonly count: number;
	/** Of what the report says; absent: `complete`. */
	readonly state?: ScanState;
	/** The exit status of a failure, if not 1. */
	readonly failure?: number;
	/** Which of the variables are credentials. */
	readonly credentials: readonly string[];
	/** Arguments that show that the right thing is requested. */
	readonly args: readonly string[];
};

export const programCases: readonly ProgramCase[] = [
	{
		name: 'trivy',
		binary: 'trivy',
		variables: {
			TRIVY_SERVER: 'http://reader-of-server@127.0.0.1:1',
			TRIVY_TOKEN: 't0ken-of-trivy',
			TRIVY_PASSWORD: 'pass-of-trivy',
		},
		report: fixtures.trivyReports['0.68'],
		count: 3,
		credentials: ['TRIVY_SERVER', 'TRIVY_TOKEN', 'TRIVY_PASSWORD'],
		args: ['image', '--format', 'json', '--list-all-pkgs', 'shop:1'],
	},
	{
		name: 'grype',
		binary: 'grype',
		variables: {GRYPE_REGISTRY_AUTH_PASSWORD: 'pass-of-grype', SYFT_REGISTRY_AUTH_TOKEN: 't0ken-of-syft'},
		report: fixtures.grypeReports['database 6'],
		count: 2,
		credentials: ['GRYPE_REGISTRY_AUTH_PASSWORD', 'SYFT_REGISTRY_AUTH_TOKEN'],
		args: ['docker:shop:1', '--output', 'json'],
	},
	{
		name: 'clair',
		binary: 'clairctl',
		variables: {CLAIR_API: 'http://reader-of-clair:pass-of-clair@127.0.0.1:1', CLAIR_PSK: 'a2V5LW9mLWNsYWly'},
		report: fixtures.clairReport,
		count: 3,
		credentials: ['CLAIR_PSK'],
		args: ['report', '--out', 'json', 'registry.example.org/shop@sha256:aa'],
	},
	{
		name: 'anchore',
		binary: 'anchorectl',
		variables: {
			ANCHORECTL_URL: 'https://anchore.example.org',
			ANCHORECTL_USERNAME: 'reader-of-anchore',
			ANCHORECTL_PASSWORD: 'pass-of-anchore',
		},
		report: fixtures.anchoreReports.anchorectl,
		count: 1,
		credentials: ['ANCHORECTL_USERNAME', 'ANCHORECTL_PASSWORD'],
		args: ['image', 'vulnerabilities', 'shop:1'],
	},
	{
		name: 'twistcli',
		binary: 'twistcli',
		variables: {
			TWISTLOCK_ADDRESS: 'https://console.example.org',
			TWISTLOCK_USER: 'reader-of-prisma',
			TWISTLOCK_PASSWORD: 'pass-of-prisma',
		},
		report: fixtures.twistcliReport,
		count: 2,
		credentials: ['TWISTLOCK_USER', 'TWISTLOCK_PASSWORD'],
		args: ['images', 'scan', '--address', 'https://console.example.org', '--docker-address', 'unix:///run/test.sock'],
	},
	{
		name: 'aqua',
		binary: 'scannercli',
		variables: {AQUA_SERVER: 'https://aqua.example.org', AQUA_TOKEN: 't0ken-of-aqua'},
		report: fixtures.aquaReports.scanner,
		count: 1,
		credentials: ['AQUA_TOKEN'],
		args: ['scan', '--local', 'shop:1'],
	},
	{
		name: 'osv-scanner',
		binary: 'osv-scanner',
		variables: {},
		report: fixtures.osvScannerReport,
		count: 2,
		failure: 127,
		credentials: [],
		args: ['scan', 'image', 'shop:1', '--format', 'json'],
	},
	{
		name: 'trivy-container',
		binary: 'docker',
		variables: {TRIVY_USERNAME: 'reader-of-registry', TRIVY_PASSWORD: 'pass-of-registry'},
		report: fixtures.trivyReports['0.44'],
		count: 1,
		// Its distribution is past its end of life.
		state: 'partial',
		credentials: ['TRIVY_USERNAME', 'TRIVY_PASSWORD'],
		args: ['run', '--rm', '--pull', 'never', 'shop:1'],
	},
];
