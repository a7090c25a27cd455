/**
 * What scanners write when they fail, in the words of each, shortened: under the kind, a scanner and its lines (`⏎` between them).
 * Modelled on their sources and on what people have reported of them.
 */
export const failureLines: Readonly<Record<string, string>> = {
	'no-database': `
		trivy: ERROR [vulndb] The first run cannot skip downloading DB ⏎ FATAL init error: DB error: --skip-db-update cannot be specified on the first run
		grype: [0070] ERROR failed to load vulnerability db: database does not exist
		grype: failed to load vulnerability db: vulnerability database is invalid (run db update to correct): database metadata not found
		clair: matcher is not yet initialized
		osv-scanner: could not load db for Debian ecosystem: unable to fetch OSV database: no offline version of the OSV database is available
	`,
	'no-java-database': `
		trivy: INFO [vuln] Vulnerability scanning is enabled ⏎ ERROR [javadb] The first run cannot skip downloading Java DB
		trivy: ERROR Unable to initialize the Java DB: Java DB update failed: Java DB update error: '--skip-java-db-update' cannot be specified on the first run
	`,
	'database-damaged': `
		trivy: FATAL init error: DB error: something wrong with DB: invalid database
		grype: failed to load vulnerability db: unable to get namespaces from store: database disk image is malformed
		grype: ERROR unable to update vulnerability database: unable to activate new vulnerability database: failed to hydrate database: constraint failed
	`,
	'database-too-new': `
		trivy: ERROR [vulndb] Trivy version is old. Update to the latest version. version="0.68.2"
		trivy: FATAL DB error: the version of DB schema doesn't match. Local DB: 3, Expected: 2
	`,
	'rate-limited': `
		trivy: FATAL init error: DB error: failed to download vulnerability DB: GET https://ghcr.io/v2/: TOOMANYREQUESTS: retry-after: 78µs, allowed: 44000/minute
	`,
	'no-network': String.raw`
		trivy: FATAL init error: DB error: failed to download vulnerability DB: OCI repository error: Get "https://ghcr.io/v2/": dial tcp 192.0.2.1:443: i/o timeout
		trivy: FATAL init error: DB error: failed to download vulnerability DB: Get "https://ghcr.io/v2/": x509: certificate signed by unknown authority
		trivy: INFO [vulndb] Downloading artifact... ⏎ FATAL Fatal error init error: DB error: failed to download vulnerability DB: failed to download artifact from any source
		grype: WARN unable to check for vulnerability database update: Get "https://grype.anchore.io/databases/v6/latest.json": net/http: TLS handshake timeout ⏎ ERROR failed to load vulnerability db: database does not exist
		grype: unable to update vulnerability database: unable to download listing: dial tcp: lookup grype.anchore.io on 192.0.2.53:53: read udp: i/o timeout
		clair: error exit reason="Get \"http://localhost:6060/indexer/api/v1/index_report/sha256:aa\": dial tcp 127.0.0.1:6060: connect: connection refused"
		anchore: Post "https://anchore.example.org/v2/oauth/token": dial tcp: lookup anchore.example.org: no such host
		twistcli: Failed to connect to Console: Post "https://console.example.org/api": x509: certificate signed by unknown authority
		osv-scanner: osv.dev query failed: Post "https://api.osv.dev/v1/querybatch": dial tcp: lookup api.osv.dev: Temporary failure in name resolution
	`,
	'database-too-old': `
		trivy: ERROR The local DB has an old schema version which is not supported by the current version ⏎ FATAL DB error: --skip-db-update cannot be specified with the old DB schema. Local DB: 1, Expected: 2
		grype: WARN unable to check for vulnerability database update: dial tcp: no such host ⏎ db could not be loaded: the vulnerability database was built 6 days ago (max allowed age is 5 days)
	`,
	'image-gone': `
		trivy: FATAL image scan error: unable to find the specified image "shop:1" in ["docker" "podman"]: 2 errors occurred: ⏎ * docker error: Error response from daemon: No such image: shop:1 ⏎ * podman error: unable to initialize Podman client: no podman socket found
		syft: could not determine source: errors occurred attempting to resolve "docker:shop:1": docker: Error response from daemon: No such image: shop:1
		clair: error exit reason="GET https://registry.example.org/v2/shop/manifests/1: MANIFEST_UNKNOWN: manifest unknown"
		anchore: Error: cannot use input image string (no discovered imageDigest)
		twistcli: Error: failed to find image shop:1 (is it in the local store?)
		aqua: Image not found: shop:1
		osv-scanner: docker: Error response from daemon: pull access denied for shop, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.
		trivy-container: Unable to find image 'aquasec/trivy:latest' locally ⏎ docker: Error response from daemon: No such image: aquasec/trivy:latest.
	`,
	permission: `
		trivy: FATAL unable to find the specified image "shop:1" in ["docker"]: docker error: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied
		trivy: FATAL docker error: unable to inspect the image: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? ⏎ * remote error: Get "https://index.docker.io/v2/": dial tcp: lookup index.docker.io: no such host
		aqua: ERROR 403 Forbidden: the user has no scan permission
		trivy-container: docker: permission denied while trying to connect to the Docker API at unix:///var/run/docker.sock.
	`,
	'timed-out': `
		trivy: FATAL image scan error: scan error: scan failed: analyze error: timeout: context deadline exceeded
	`,
	'login-needed': `
		trivy: FATAL scan error: twirp error unauthenticated: invalid token
		grype: unable to load image: pull failed: GET https://registry.example.org/token: UNAUTHORIZED: authentication required
		clair: ERR error="unexpected return status: 401"
		clair: failed to fetch layers: encountered error while fetching a layer: fetcher: unexpected status code: 401 Unauthorized
		anchore: error: failed to get vulnerabilities: 401 UNAUTHORIZED
		twistcli: Failed to authenticate to Console: invalid credentials
		aqua: ERROR Failed to login: incorrect username or password
	`,
	'scanner-too-old': `
		trivy: Error: unknown flag: --scanners
		grype: check for vulnerability update failed: no db candidates with correct version available (maybe there is an application update available?)
		twistcli: Version mismatch: please upgrade the twistcli of your Console
	`,
	'disk-full': `
		trivy: FATAL failed to save the image: write /tmp/trivy-1/export: no space left on device
	`,
	crashed: `
	`,
	unsupported: `
		osv-scanner: No package sources found, --help for usage information.
	`,
};
