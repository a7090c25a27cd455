import type {FailureKind} from '../failure.js';

/**
 * Error messages of scanners, in order: the first match decides. A cause comes before its consequences ("no such host"
 * before "database does not exist"), and a specific message before a general one ("i/o timeout" before "timed out"). Each was seen in the
 * sources of Trivy, Grype, Clair or OSV-Scanner, in their issues and those of Anchore, or in a run.
 */
export const failureSigns: readonly (readonly [FailureKind, RegExp])[] = [
	[
		'rate-limited',
		/TOOMANYREQUESTS|too many requests|(?<!no )rate.?limit(?!s?\.)|(?:status|code|http|error)\W{1,3}429\b|quota exceeded|pull rate/i,
	],
	['disk-full', /no space left on device|ENOSPC|disk quota exceeded|EDQUOT|not enough (disk )?space/i],
	// The engine is not part of the Internet, whatever the message says.
	[
		'permission',
		/cannot connect to the docker daemon|while trying to connect to the docker (daemon|api)|dial unix|docker daemon (is not|isn't) running|EACCES.*docker\.sock/i,
	],
	[
		'no-java-database',
		/first run cannot skip downloading java db|java db (update )?(failed|error).*cannot be specified on the first run/i,
	],
	['database-too-new', /trivy version is old|the version of db schema doesn't match|unsupported database version/i],
	[
		'database-damaged',
		/something wrong with db|invalid database\b|database disk image is malformed|failed to hydrate database|bad db checksum|vulnerability database is corrupt/i,
	],
	[
		'database-too-old',
		/database was built .* ago|the vulnerability database .*(too old|outdated|expired)|(?:^|\s)db is too old|old (db )?schema|unsupported (db|database) schema|schema version .*(mismatch|not supported)|max allowed age/i,
	],
	[
		'scanner-too-old',
		/unknown (shorthand )?(flag|option)|flag provided but not defined|unrecogni[sz]ed (option|argument|flag)|no such option|unknown command|unexpected argument|no help topic for|no db candidates with correct version|(cli|client|version of .*) is (too )?old\b|please (update|upgrade) (the )?(cli|twistcli|to the latest version)|version mismatch/i,
	],
	[
		'image-gone',
		/no such image|image (was )?not found|MANIFEST_UNKNOWN|manifest unknown|unable to find the specified image|could not (find|determine|parse) (the )?image|pull access denied|repository does not exist|reference does not exist|(failed|unable) to find image|no discovered imageDigest|not found in local dockerhost|no images? (matching|found)|index report not found|does not exist locally/i,
	],
	[
		'login-needed',
		/unauthori[sz]ed|authentication (is )?required|authentication (failed|error)|failed to authenticate|log ?in (required|with)|please log ?in|not logged in|invalid (api )?(token|credentials|user ?name)|incorrect username or password|(?:status|code|http|error)\W{1,3}401\b|missing (api )?token|unauthenticated|token (has )?expired/i,
	],
	[
		'no-network',
		/no such host|network is unreachable|no route to host|connection (refused|reset)|could not resolve|name resolution|server misbehaving|i\/o timeout|TLS handshake|x509:|certificate signed by unknown|self.signed certificate|Client\.Timeout|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|getaddrinfo|dial tcp|proxyconnect|unexpected EOF.*(get|download)/i,
	],
	[
		'permission',
		/permission denied|EACCES|operation not permitted|access (is )?denied|(?:status|code|http|error)\W{1,3}403\b|forbidden|requested access to the resource is denied/i,
	],
	[
		'no-database',
		/cannot (skip downloading|be specified on the first run)|first run cannot skip|vulnerability database (is |was )?(invalid|not found|does not exist)|database (does not exist|not found)|failed to load vulnerability db|no vulnerability database|no offline version|failed to open .*\.db\b|unable to (load|open) .*database|could not load (db|database)|matcher .*not (yet )?initiali[sz]ed/i,
	],
	['no-network', /failed to download|unable to (update|check for|download).*(db|database|listing)|download failed/i],
	['no-database', /\bdb error\b/i],
	['timed-out', /deadline exceeded|timed out|timeout (exceeded|expired)|(scan|request) timeout|: timeout\b|timeout:/i],
	[
		'unsupported',
		/unsupported (os|distro|platform|architecture|media ?type|image|manifest)|no supported|not supported for|no package sources? found|no packages? found|could not detect (supported|any)|windows (containers|images) are not supported/i,
	],
];
