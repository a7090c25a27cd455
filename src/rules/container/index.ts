import type {ContainerRule} from '../rule.js';
import adminPort from './container-admin-port.js';
import apparmor from './container-apparmor.js';
import capabilities from './container-capabilities.js';
import cpuLimit from './container-cpu-limit.js';
import devices from './container-devices.js';
import hostIpc from './container-host-ipc.js';
import hostNetwork from './container-host-network.js';
import hostPid from './container-host-pid.js';
import hostUserns from './container-host-userns.js';
import hostUts from './container-host-uts.js';
import memoryLimit from './container-memory-limit.js';
import noLimits from './container-no-limits.js';
import noNewPrivileges from './container-no-new-privileges.js';
import pidsLimit from './container-pids-limit.js';
import privileged from './container-privileged.js';
import privilegedPort from './container-privileged-port.js';
import readableHostSecrets from './container-readable-host-secrets.js';
import restartPolicy from './container-restart-policy.js';
import rootUser from './container-root-user.js';
import runtimeSocket from './container-runtime-socket.js';
import seccomp from './container-seccomp.js';
import secretInEnv from './container-secret-in-env.js';
import selinux from './container-selinux.js';
import sensitiveMount from './container-sensitive-mount.js';
import wildcardPublish from './container-wildcard-publish.js';
import writableHostPath from './container-writable-host-path.js';
import writableRoot from './container-writable-root.js';

/** Every rule whose target is a container. */
export const containerRules: readonly ContainerRule[] = [
	adminPort,
	apparmor,
	capabilities,
	cpuLimit,
	devices,
	hostIpc,
	hostNetwork,
	hostPid,
	hostUserns,
	hostUts,
	memoryLimit,
	noLimits,
	noNewPrivileges,
	pidsLimit,
	privileged,
	privilegedPort,
	readableHostSecrets,
	restartPolicy,
	rootUser,
	runtimeSocket,
	seccomp,
	secretInEnv,
	selinux,
	sensitiveMount,
	wildcardPublish,
	writableHostPath,
	writableRoot,
];
