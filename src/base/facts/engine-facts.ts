import type {
	BlindSpot,
	DiskUsage,
	EngineInfo,
	EngineReach,
	EngineVersion,
	ImageRow,
	Known,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';

export type EngineKind = 'docker' | 'podman';

/** `storage-driver`: Docker's own store of images, over overlay2 and the like; `containerd`: containerd's, the default of new installs of Docker 29. */
export type ImageStore = 'storage-driver' | 'containerd' | 'podman';

export type NetworkFacts = {
	readonly id: string;
	readonly name: SafeText;
	readonly driver: SafeText;
	readonly internal: boolean;
	readonly ipv6: boolean;
	readonly ingress: boolean;
	readonly encrypted: boolean;
	readonly defaultBridge: boolean;
	/** Inter-container communication; `null` when the driver has no such option. */
	readonly icc: boolean | null;
	/** Address that ports are published on by default. */
	readonly defaultBinding: SafeText | null;
	readonly subnets: readonly SafeText[];
	/** Container ids, from the containers' own inspect answers. */
	readonly containers: readonly string[];
};

export type EngineFacts = {
	readonly kind: EngineKind;
	readonly id: SafeText;
	readonly name: SafeText;
	readonly version: SafeText;
	readonly apiVersion: SafeText;
	readonly operatingSystem: SafeText;
	readonly kernel: SafeText;
	/** Verified to run on this machine, so this host's files are the engine's. */
	readonly local: boolean;
	/** `null` until `/info` has answered. */
	readonly rootless: boolean | null;
	/** A rootless Docker has its own network namespace, which its containers share with `--network host`. */
	readonly ownNetwork: boolean;
	readonly userns: boolean | null;
	readonly noNewPrivilegesDefault: boolean | null;
	/** `builtin`, `unconfined`, a path; `null` when seccomp is unsupported or not known. */
	readonly seccompProfile: SafeText | null;
	readonly appArmor: boolean | null;
	readonly seLinux: boolean | null;
	readonly cgroupVersion: 1 | 2 | null;
	readonly storageDriver: SafeText | null;
	readonly imageStore: Known<ImageStore>;
	readonly rootDirectory: SafeText | null;
	readonly loggingDriver: SafeText | null;
	readonly liveRestore: boolean | null;
	readonly debug: boolean | null;
	readonly experimental: boolean | null;
	readonly defaultRuntime: SafeText | null;
	readonly runtimes: readonly {readonly name: SafeText; readonly path: SafeText}[];
	readonly runcVersion: SafeText | null;
	readonly containerdVersion: SafeText | null;
	readonly authorizationPlugins: readonly SafeText[];
	/** Registries used without TLS or without certificate verification, except loopback. */
	readonly insecureRegistries: readonly SafeText[];
	readonly warnings: readonly SafeText[];
	/** How dockscope connects to it; `null` for a snapshot. */
	readonly reachedBy: EngineReach | null;
	/** What the engine itself reports about its TCP API. */
	readonly tcpApi: 'none-seen' | 'unknown' | 'plain' | 'tls-without-client-certificate';
	readonly swarm: 'inactive' | 'manager' | 'worker' | 'unknown';
	readonly cpus: number | null;
	/** Bytes. */
	readonly memory: number | null;
	readonly networks: Known<readonly NetworkFacts[]>;
	readonly defaultBridge: Known<NetworkFacts | null>;
	readonly plugins: Known<readonly PluginInspect[]>;
	/** All images that it stores; only those used by a container are inspected. */
	readonly imageList: Known<readonly ImageRow[]>;
	readonly swarmAnswers: Known<SwarmAnswers>;
	readonly diskUsage: Known<DiskUsage>;
	/** Engine-wide questions that were not answered. */
	readonly blindSpots: readonly BlindSpot[];
	readonly raw: {readonly version: EngineVersion; readonly info: EngineInfo | null; readonly networks: readonly NetworkInspect[]};
};
