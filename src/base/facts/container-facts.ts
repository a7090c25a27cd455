import type {ContainerInspect, Known, Ulimit} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import type {Capability} from './capability-names.js';
import type {ConfiguredFacts} from './configured.js';
import type {NetworkAttachment, PortFacts} from './exposure-facts.js';
import type {FileCapability} from './file-capabilities.js';
import type {AfAlgAccess, MandatoryAccess, Namespace, SeccompState, SystemPaths} from './isolation-facts.js';
import type {ChangeFacts, ExecFacts, LiveState, ProcessFacts, SocketFacts} from './live-facts.js';
import type {FileAccess, MountFacts} from './mount-facts.js';
import type {ConfigFiles} from './services/files/config-file.js';

/** `dead`, `removing` and any status that a later engine adds become `other`. */
export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'other';

export type UserFacts = {
	/** As configured: `''`, `1000`, `www-data:www-data`. */
	readonly configured: SafeText;
	/** `null` when it is a name that only the image's /etc/passwd resolves. */
	readonly uid: number | null;
	readonly gid: number | null;
	/** True for no user, `0`, `00` and `root`; `null` when it depends on /etc/passwd. */
	readonly isRoot: boolean | null;
	/** Numeric user without a group: the group is 0 unless /etc/passwd has an entry for the uid. */
	readonly gidIsImplicit: boolean;
	readonly groupAdd: readonly SafeText[];
};

export type DeviceFacts = {
	readonly path: SafeText;
	readonly inContainer: SafeText;
	/** Letters of `rwm`. */
	readonly permissions: SafeText;
	readonly danger: 'host-root' | 'high' | 'medium' | 'low' | null;
	/** What the device gives access to: `raw disk`, `memory`… */
	readonly means: SafeText | null;
	/** Of the node on the host; `null` when it was not seen. */
	readonly owner: FileAccess | null;
};

/** A kind of device that a device rule opens. */
export type RuledDevice = Pick<DeviceFacts, 'permissions' | 'danger' | 'means'> & {
	/** As a sentence names it: `a host disk`, `/dev/kmsg`. */
	readonly name: SafeText;
	/** The usual path of one. */
	readonly path: SafeText;
};

export type DeviceRule = {
	readonly rule: SafeText;
	readonly allowsHostDisk: boolean;
	/** What is dangerous among the devices that it opens, whether or not the host has one. */
	readonly opens: readonly RuledDevice[];
	/** It allows nothing that a container may not do anyway. */
	readonly isDefault: boolean;
};

export type LimitFacts = {
	/** Bytes; `null` when there is no limit. */
	readonly memory: number | null;
	readonly memoryReservation: number | null;
	/** Bytes of memory plus swap; -1 for unlimited; `null` when not set. */
	readonly memorySwap: number | null;
	readonly pids: number | null;
	/** How CPU time is limited or weighted, `null` when it is not (1024 shares is the default). */
	readonly cpu: SafeText | null;
	/** False when a cpuset is the only limit and it is not known whether it covers all CPUs of the host. */
	readonly cpuCertain: boolean;
	readonly ulimits: readonly Ulimit[];
	readonly oomKillDisable: boolean;
	readonly oomScoreAdj: number;
};

/** Programs with which a process of the container gains privileges by executing them. */
export type PrivilegedPrograms = {
	readonly setuid: readonly SafeText[];
	/** Only setgid: who executes one joins a group, and does not become another user. */
	readonly setgid: readonly SafeText[];
	readonly capable: readonly FileCapability[];
};

export type SecretFinding = {
	/** `Config.Env[3]`, `Config.Labels["x"]`, `Config.Cmd[1]`: never the value. */
	readonly path: SafeText;
	readonly name: SafeText;
	/** How it was recognised: `name`, `AWS access key id`, `password in URL`… */
	readonly kind: SafeText;
};

export type EnvFact = {
	readonly name: SafeText;
	/** Masked if the value looks like a secret; the original is only in `raw`. */
	readonly value: SafeText;
	readonly secret: boolean;
	/** True when the image sets the same variable to the same value; `null` when the image is not known. */
	readonly fromImage: boolean | null;
};

/** The effective state of one container: the one place where each fact is computed (architecture, law 7). */
export type ContainerFacts = ConfiguredFacts & {
	readonly id: string;
	readonly name: SafeText;
	/** As typed at creation: `nginx:1.27`. */
	readonly image: SafeText;
	readonly imageId: string;
	readonly status: ContainerStatus;
	/** RFC 3339, as given; `null` when absent or the zero time. */
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	readonly createdAt: string | null;
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly restartCount: number;
	readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none';
	/** True when a health check is configured, by the image or at run time. */
	readonly hasHealthcheck: boolean;
	readonly pid: number | null;

	readonly privileged: boolean;
	readonly capabilities: {
		/** What the first process can have: the bounding set according to the configuration. */
		readonly granted: ReadonlySet<Capability>;
		/** What the engine grants when no capabilities are requested. */
		readonly default: ReadonlySet<Capability>;
		readonly added: readonly SafeText[];
		readonly dropped: readonly SafeText[];
		/** granted minus default. */
		readonly beyondDefault: readonly Capability[];
	};
	/** `null`: not set, and the engine has not reported its default. */
	readonly noNewPrivileges: {readonly on: boolean | null; readonly by: 'option' | 'engine' | 'nobody'};
	readonly seccomp: SeccompState;
	readonly appArmor: MandatoryAccess;
	readonly seLinux: MandatoryAccess;
	/** Whether it can reach the kernel's crypto API (AF_ALG). */
	readonly afAlg: AfAlgAccess;
	readonly systemPaths: SystemPaths;
	readonly namespaces: {
		readonly network: Namespace;
		readonly pid: Namespace;
		readonly ipc: Namespace;
		readonly uts: Namespace;
		/** `host` also when the engine does not use userns-remap. */
		readonly user: Namespace;
		readonly cgroup: Namespace;
	};
	readonly user: UserFacts;
	readonly mounts: readonly MountFacts[];
	readonly tmpfs: readonly {readonly destination: SafeText; readonly options: SafeText}[];
	readonly devices: readonly DeviceFacts[];
	readonly deviceRules: readonly DeviceRule[];
	readonly gpuRequests: number;
	readonly ports: readonly PortFacts[];
	readonly networks: readonly NetworkAttachment[];
	readonly limits: LimitFacts;
	readonly restart: {readonly name: SafeText; readonly maximumRetries: number};
	readonly autoRemove: boolean;
	readonly logging: {
		readonly driver: SafeText;
		readonly options: Readonly<Record<string, SafeText>>;
		/** `null` when the engine does not report it. */
		readonly bounded: boolean | null;
	};
	readonly env: readonly EnvFact[];
	readonly secrets: readonly SecretFinding[];
	/** Entrypoint and command in one line, secrets masked. */
	readonly commandLine: SafeText;
	readonly stopSignal: SafeText;

	/** Fetched on demand or read from the host; until then unknown, with the reason. */
	readonly processes: Known<readonly ProcessFacts[]>;
	readonly changes: Known<ChangeFacts>;
	readonly execs: Known<readonly ExecFacts[]>;
	readonly truth: Known<LiveState>;
	readonly sockets: SocketFacts;
	/** How a process that is not root may become it: of `privilegedPrograms`, or of its image until that is known. */
	readonly setuidPrograms: Known<readonly SafeText[]>;
	/** Programs that give capabilities to anyone who executes them: of the same. */
	readonly fileCapabilities: Known<readonly FileCapability[]>;
	/** What it can execute itself, in its root file system as it is now and in its mounts. */
	readonly privilegedPrograms: Known<PrivilegedPrograms>;
	/** What configuration files of its services say about authentication. */
	readonly configFiles: ConfigFiles;

	/** The answer itself, for the Raw page and for reconstruction: unsanitised, secrets not masked. */
	readonly raw: ContainerInspect;
};
