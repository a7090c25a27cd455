import {describe, expect, it} from 'vitest';
import type {FailureKind} from '../../../src/scanners/failure.js';
import {classifyLog, failure} from '../../../src/scanners/run/classify.js';
import {own} from '../../../src/terminal/safe-text.js';

/** Lines in the words of each scanner, shortened: [kind, scanner, what it writes]. */
const lines: readonly (readonly [FailureKind, string, ...string[]])[] = [
	[
		'no-database',
		'trivy',
		'ERROR\t[vulndb] The first run cannot skip downloading DB',
		'FATAL\tinit error: DB error: --skip-db-update cannot be specified on the first run',
	],
	['no-database', 'trivy', 'FATAL init error: DB error: something wrong with DB: invalid database'],
	[
		'rate-limited',
		'trivy',
		'FATAL init error: DB error: failed to download vulnerability DB: GET https://ghcr.io/v2/: TOOMANYREQUESTS: retry-after: 78µs, allowed: 44000/minute',
	],
	[
		'no-network',
		'trivy',
		'FATAL init error: DB error: failed to download vulnerability DB: OCI repository error: Get "https://ghcr.io/v2/": dial tcp 192.0.2.1:443: i/o timeout',
	],
	[
		'no-network',
		'trivy',
		'FATAL init error: DB error: failed to download vulnerability DB: Get "https://ghcr.io/v2/": x509: certificate signed by unknown authority',
	],
	[
		'no-network',
		'trivy',
		'INFO [vulndb] Downloading artifact...',
		'FATAL Fatal error init error: DB error: failed to download vulnerability DB: failed to download artifact from any source',
	],
	[
		'database-too-old',
		'trivy',
		'ERROR The local DB has an old schema version which is not supported by the current version',
		'FATAL DB error: --skip-db-update cannot be specified with the old DB schema. Local DB: 1, Expected: 2',
	],
	['database-too-old', 'trivy', "FATAL DB error: the version of DB schema doesn't match. Local DB: 3, Expected: 2"],
	[
		'image-gone',
		'trivy',
		'FATAL image scan error: unable to find the specified image "shop:1" in ["docker" "podman"]: 2 errors occurred:',
		'* docker error: Error response from daemon: No such image: shop:1',
		'* podman error: unable to initialize Podman client: no podman socket found',
	],
	[
		'permission',
		'trivy',
		'FATAL unable to find the specified image "shop:1" in ["docker"]: docker error: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied',
	],
	[
		'permission',
		'trivy',
		'FATAL docker error: unable to inspect the image: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
		'* remote error: Get "https://index.docker.io/v2/": dial tcp: lookup index.docker.io: no such host',
	],
	['timed-out', 'trivy', 'FATAL image scan error: scan error: scan failed: analyze error: timeout: context deadline exceeded'],
	['login-needed', 'trivy', 'FATAL scan error: twirp error unauthenticated: invalid token'],
	['scanner-too-old', 'trivy', 'Error: unknown flag: --scanners'],
	['disk-full', 'trivy', 'FATAL failed to save the image: write /tmp/trivy-1/export: no space left on device'],
	['no-database', 'grype', '[0070] ERROR failed to load vulnerability db: database does not exist'],
	[
		'no-database',
		'grype',
		'failed to load vulnerability db: unable to get namespaces from store: database disk image is malformed',
	],
	[
		'no-database',
		'grype',
		'ERROR unable to update vulnerability database: unable to activate new vulnerability database: failed to hydrate database: constraint failed',
	],
	[
		'no-network',
		'grype',
		'WARN unable to check for vulnerability database update: Get "https://grype.anchore.io/databases/v6/latest.json": net/http: TLS handshake timeout',
		'ERROR failed to load vulnerability db: database does not exist',
	],
	[
		'no-network',
		'grype',
		'unable to update vulnerability database: unable to download listing: dial tcp: lookup grype.anchore.io on 192.0.2.53:53: read udp: i/o timeout',
	],
	[
		'database-too-old',
		'grype',
		'WARN unable to check for vulnerability database update: dial tcp: no such host',
		'db could not be loaded: the vulnerability database was built 6 days ago (max allowed age is 5 days)',
	],
	[
		'scanner-too-old',
		'grype',
		'check for vulnerability update failed: no db candidates with correct version available (maybe there is an application update available?)',
	],
	[
		'image-gone',
		'syft',
		'could not determine source: errors occurred attempting to resolve "docker:shop:1": docker: Error response from daemon: No such image: shop:1',
	],
	[
		'login-needed',
		'grype',
		'unable to load image: pull failed: GET https://registry.example.org/token: UNAUTHORIZED: authentication required',
	],
	['login-needed', 'scout', 'Log in with your Docker ID or email address to use docker scout.'],
	['login-needed', 'scout', 'ERROR could not authenticate: user reader not entitled to use Docker Scout'],
	['login-needed', 'scout', 'ERROR failed to get image: failed to pull image: unexpected status code 401 Unauthorized'],
	[
		'permission',
		'scout',
		'ERROR could not list CVEs for the image: API operation failed: Not allowed, code:DOWNSTREAM_SERVICE_ERROR status:FORBIDDEN',
	],
	['image-gone', 'scout', 'ERROR failed to get image local://shop:1: image not found'],
	['scanner-too-old', 'scout', 'unknown shorthand flag: "x" in -x'],
	['crashed', 'scout', 'panic: interface conversion: interface {} is nil, not float64'],
	['login-needed', 'clair', 'ERR error="unexpected return status: 401"'],
	[
		'login-needed',
		'clair',
		'failed to fetch layers: encountered error while fetching a layer: fetcher: unexpected status code: 401 Unauthorized',
	],
	[
		'image-gone',
		'clair',
		'error exit reason="GET https://registry.example.org/v2/shop/manifests/1: MANIFEST_UNKNOWN: manifest unknown"',
	],
	[
		'no-network',
		'clair',
		'error exit reason="Get \\"http://localhost:6060/indexer/api/v1/index_report/sha256:aa\\": dial tcp 127.0.0.1:6060: connect: connection refused"',
	],
	['no-database', 'clair', 'matcher is not yet initialized'],
	['image-gone', 'anchore', 'Error: cannot use input image string (no discovered imageDigest)'],
	['login-needed', 'anchore', 'error: failed to get vulnerabilities: 401 UNAUTHORIZED'],
	[
		'no-network',
		'anchore',
		'Post "https://anchore.example.org/v2/oauth/token": dial tcp: lookup anchore.example.org: no such host',
	],
	['login-needed', 'twistcli', 'Failed to authenticate to Console: invalid credentials'],
	['scanner-too-old', 'twistcli', 'Version mismatch: please upgrade the twistcli of your Console'],
	['image-gone', 'twistcli', 'Error: failed to find image shop:1 (is it in the local store?)'],
	[
		'no-network',
		'twistcli',
		'Failed to connect to Console: Post "https://console.example.org/api": x509: certificate signed by unknown authority',
	],
	['login-needed', 'aqua', 'ERROR Failed to login: incorrect username or password'],
	['permission', 'aqua', 'ERROR 403 Forbidden: the user has no scan permission'],
	['image-gone', 'aqua', 'Image not found: shop:1'],
	[
		'login-needed',
		'snyk',
		'ERROR   Authentication error (SNYK-0005)',
		'Authentication credentials not recognized, or user access is not provisioned.',
	],
	['login-needed', 'snyk', '"error": "Authentication failed. Please check the API token on https://snyk.io",'],
	[
		'image-gone',
		'snyk',
		'Failed to scan image "shop:1". Please make sure the image and/or repository exist, and that you are using the correct credentials.',
	],
	['image-gone', 'snyk', 'Docker error: image was not found locally: shop:1'],
	['no-network', 'snyk', 'Connectivity issue: getaddrinfo ENOTFOUND api.snyk.io'],
	['rate-limited', 'snyk', 'Test limit reached: 429 Too Many Requests'],
	['unsupported', 'osv-scanner', 'No package sources found, --help for usage information.'],
	[
		'no-database',
		'osv-scanner',
		'could not load db for Debian ecosystem: unable to fetch OSV database: no offline version of the OSV database is available',
	],
	[
		'image-gone',
		'osv-scanner',
		"docker: Error response from daemon: pull access denied for shop, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.",
	],
	[
		'no-network',
		'osv-scanner',
		'osv.dev query failed: Post "https://api.osv.dev/v1/querybatch": dial tcp: lookup api.osv.dev: Temporary failure in name resolution',
	],
	[
		'permission',
		'trivy-container',
		'docker: permission denied while trying to connect to the Docker API at unix:///var/run/docker.sock.',
	],
	[
		'image-gone',
		'trivy-container',
		"Unable to find image 'aquasec/trivy:latest' locally",
		'docker: Error response from daemon: No such image: aquasec/trivy:latest.',
	],
];

describe('why a scanner failed', () => {
	it.each(lines.map(([kind, scanner, ...said]) => ({kind, scanner, said})))(
		'is $kind: $scanner, $said',
		({kind, scanner, said}) => {
			expect(classifyLog(said)).toBe(kind);
			const told = failure(
				kind,
				scanner,
				said.map(line => own(line)),
			);
			expect(told.next.length).toBeGreaterThan(15);
			expect(told.message.startsWith(scanner)).toBe(true);
		},
	);

	it('is not told by what a scanner writes when all is well', () => {
		const fine = [
			'2026-11-26T10:00:00Z\tINFO\t[vuln] Vulnerability scanning is enabled',
			"INFO\t[secret] If your scanning is slow, please try '--scanners vuln' to disable secret scanning",
			'INFO\tDetected OS\tfamily="debian" version="13.8"',
			' ✔ Cataloged contents  [403 packages]',
			'Scanned image; 429123 bytes, layer 14013, uid 4030',
			'INFO\tNumber of language-specific files\tnum=3',
		];
		for (const line of fine) expect([line, classifyLog([line])]).toEqual([line, 'crashed']);
	});
});
