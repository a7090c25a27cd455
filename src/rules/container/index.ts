import type {ContainerRule} from '../rule.js';
import adminPort from './container-admin-port.js';
import apparmor from './container-apparmor.js';
import capabilities from './container-capabilities.js';
import cgroupParent from './container-cgroup-parent.js';
import cpuLimit from './container-cpu-limit.js';
import defaultBridge from './container-default-bridge.js';
import devices from './container-devices.js';
import execPrivileged from './container-exec-privileged.js';
import execRoot from './container-exec-root.js';
import healthcheck from './container-healthcheck.js';
import hostIpc from './container-host-ipc.js';
import hostNetwork from './container-host-network.js';
import hostPid from './container-host-pid.js';
import hostUserns from './container-host-userns.js';
import hostUts from './container-host-uts.js';
import imageDrift from './container-image-drift.js';
import latestTag from './container-latest-tag.js';
import liveShell from './container-live-shell.js';
import memoryLimit from './container-memory-limit.js';
import mountPropagation from './container-mount-propagation.js';
import noLimits from './container-no-limits.js';
import noNewPrivileges from './container-no-new-privileges.js';
import openPorts from './container-open-ports.js';
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
import sshServer from './container-ssh-server.js';
import ulimits from './container-ulimits.js';
import wildcardPublish from './container-wildcard-publish.js';
import writableHostPath from './container-writable-host-path.js';
import writableRoot from './container-writable-root.js';

/** Every rule whose target is a container. */
export const containerRules: readonly ContainerRule[] = [
	adminPort,
	apparmor,
	capabilities,
	cgroupParent,
	cpuLimit,
	defaultBridge,
	devices,
	execPrivileged,
	execRoot,
	healthcheck,
	hostIpc,
	hostNetwork,
	hostPid,
	hostUserns,
	hostUts,
	imageDrift,
	latestTag,
	liveShell,
	memoryLimit,
	mountPropagation,
	noLimits,
	noNewPrivileges,
	openPorts,
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
	sshServer,
	ulimits,
	wildcardPublish,
	writableHostPath,
	writableRoot,
];
