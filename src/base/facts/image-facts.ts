import type {ImageHistoryRow, ImageInspect, Known} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import type {Account} from './accounts.js';
import type {FileCapability} from './file-capabilities.js';
import type {ImageScan} from './image-scan.js';
import type {SecretFinding} from './secret-findings.js';
import type {UserFacts} from './user.js';

export type ImageReference = {
	/** `docker.io` when none is given. */
	readonly registry: SafeText;
	readonly repository: SafeText;
	/** `null` when there is neither a tag nor a digest, which means `latest`. */
	readonly tag: SafeText | null;
	readonly digest: SafeText | null;
	/** True for no tag or `latest`, without a digest. */
	readonly floating: boolean;
};

export type HistoryStep = {
	/** RFC 3339 or `null`. */
	readonly createdAt: string | null;
	/** Instruction without shell wrappers, secrets masked, full length. */
	readonly instruction: SafeText;
	readonly kind: 'RUN' | 'COPY' | 'ADD' | 'ENV' | 'ARG' | 'other';
	/** Bytes. */
	readonly size: number;
};

export type OperatingSystem = {readonly id: SafeText; readonly versionId: SafeText | null; readonly prettyName: SafeText};

/** A signature of an image, as the engine verified it. */
export type ImageSignature = {
	/** The name in the signer's certificate: a workflow, or an e-mail address. Anyone can get a certificate for their account. */
	readonly signer: SafeText | null;
	/** Who vouched for that name: `https://token.actions.githubusercontent.com`. */
	readonly issuer: SafeText | null;
	/** The source repository that the certificate names. */
	readonly source: SafeText | null;
	/** `DHI`: a signer that the engine knows itself. */
	readonly knownSigner: SafeText | null;
	/** Why it was not verified. */
	readonly error: SafeText | null;
	readonly warnings: readonly SafeText[];
};

/** Where an image came from, as far as the engine recorded it when that happened. */
export type ImageOrigin = {
	/** The field of the answer that shows it: digests that a pull or push left behind, or the engine's own record. */
	readonly shownBy: 'RepoDigests' | 'Identity';
	/**
	 * Where it was pulled from or pushed to: `nginx@sha256:…` by `RepoDigests`, `docker.io/library/nginx` by `Identity`, which knows no
	 * ports of registries.
	 */
	readonly repositories: readonly SafeText[];
	/** References of BuildKit's builds that made it here. */
	readonly builds: readonly SafeText[];
	readonly signatures: readonly ImageSignature[];
};

export type ImageFacts = {
	readonly id: string;
	readonly tags: readonly SafeText[];
	/** Its names with a digest. What they say of its origin depends on the image store: see `origin`. */
	readonly digests: readonly SafeText[];
	/** Unknown where the engine computes digests from local names. */
	readonly origin: Known<ImageOrigin>;
	/** RFC 3339; `null` when absent or of a reproducible build (1970, 1980). */
	readonly createdAt: string | null;
	/** Bytes. */
	readonly size: number | null;
	readonly architecture: SafeText;
	readonly user: UserFacts;
	readonly hasHealthcheck: boolean;
	readonly exposedPorts: readonly SafeText[];
	readonly volumes: readonly SafeText[];
	readonly secrets: readonly SecretFinding[];
	readonly layers: number;
	/** Ids of the containers that use it. */
	readonly usedBy: readonly string[];
	readonly history: Known<readonly HistoryStep[]>;
	readonly os: Known<OperatingSystem>;
	/** From its /etc/passwd. */
	readonly accounts: Known<readonly Account[]>;
	/** Where a source lists them. */
	readonly setuidFiles: Known<readonly SafeText[]>;
	/** Those that are setgid and not setuid. */
	readonly setgidFiles: Known<readonly SafeText[]>;
	/** Programs with file capabilities, where a source lists them. */
	readonly fileCapabilities: Known<readonly FileCapability[]>;
	/** What scanners found; unknown, with the reason, when it was never scanned or the scan saw nothing. */
	readonly scan: Known<ImageScan>;
	readonly raw: {readonly inspect: ImageInspect; readonly history: readonly ImageHistoryRow[] | null};
};
