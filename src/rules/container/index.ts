import type {ContainerRule} from '../rule.js';
import addedExecutable from './container-added-executable.js';
import adminPort from './container-admin-port.js';
import apparmor from './container-apparmor.js';
import autoRemove from './container-auto-remove.js';
import capabilities from './container-capabilities.js';
import cgroupNamespace from './container-cgroup-namespace.js';
import cgroupParent from './container-cgroup-parent.js';
import cgroupReleaseAgent from './container-cgroup-release-agent.js';
import changedSystem from './container-changed-system.js';
import cpuLimit from './container-cpu-limit.js';
import crashLoop from './container-crash-loop.js';
import dangerousDevice from './container-dangerous-device.js';
import defaultBridge from './container-default-bridge.js';
import deviceRules from './container-device-rules.js';
import devices from './container-devices.js';
import engineInside from './container-engine-inside.js';
import escapeCapability from './container-escape-capability.js';
import execPrivileged from './container-exec-privileged.js';
import execRoot from './container-exec-root.js';
import firewallBypass from './container-firewall-bypass.js';
import flatNetwork from './container-flat-network.js';
import gpu from './container-gpu.js';
import healthcheck from './container-healthcheck.js';
import hostIpc from './container-host-ipc.js';
import hostLoopback from './container-host-loopback.js';
import hostNetwork from './container-host-network.js';
import hostPid from './container-host-pid.js';
import hostPidRoot from './container-host-pid-root.js';
import hostUserns from './container-host-userns.js';
import hostUts from './container-host-uts.js';
import imageDrift from './container-image-drift.js';
import imageWatcher from './container-image-watcher.js';
import inheritedMounts from './container-inherited-mounts.js';
import ipv6Publish from './container-ipv6-publish.js';
import latestTag from './container-latest-tag.js';
import links from './container-links.js';
import liveShell from './container-live-shell.js';
import loaderEnvironment from './container-loader-environment.js';
import logLimit from './container-log-limit.js';
import logNone from './container-log-none.js';
import loopbackReach from './container-loopback-reach.js';
import macvlan from './container-macvlan.js';
import maskedPaths from './container-masked-paths.js';
import memoryLimit from './container-memory-limit.js';
import mountPropagation from './container-mount-propagation.js';
import neighbours from './container-neighbours.js';
import netRaw from './container-net-raw.js';
import noLimits from './container-no-limits.js';
import noNewPrivileges from './container-no-new-privileges.js';
import oomProtection from './container-oom-protection.js';
import openPorts from './container-open-ports.js';
import persistentRoot from './container-persistent-root.js';
import pidsLimit from './container-pids-limit.js';
import pinnedHosts from './container-pinned-hosts.js';
import privileged from './container-privileged.js';
import privilegedPort from './container-privileged-port.js';
import procMount from './container-proc-mount.js';
import processUser from './container-process-user.js';
import ptraceHost from './container-ptrace-host.js';
import publishedUnused from './container-published-unused.js';
import readableHostSecrets from './container-readable-host-secrets.js';
import registry from './container-registry.js';
import remoteEngine from './container-remote-engine.js';
import requiredFlags from './container-required-flags.js';
import restartPolicy from './container-restart-policy.js';
import rootGroup from './container-root-group.js';
import rootUser from './container-root-user.js';
import runtime from './container-runtime.js';
import runtimeSocket from './container-runtime-socket.js';
import seccomp from './container-seccomp.js';
import seccompProfile from './container-seccomp-profile.js';
import secretInCommand from './container-secret-in-command.js';
import secretInEnv from './container-secret-in-env.js';
import secretInLabel from './container-secret-in-label.js';
import secretInProcess from './container-secret-in-process.js';
import selinux from './container-selinux.js';
import sensitiveMount from './container-sensitive-mount.js';
import setuidFiles from './container-setuid-files.js';
import sharedMemory from './container-shared-memory.js';
import sharedNamespace from './container-shared-namespace.js';
import socketGroup from './container-socket-group.js';
import socketProxy from './container-socket-proxy.js';
import sshServer from './container-ssh-server.js';
import stopSignal from './container-stop-signal.js';
import suspiciousProcess from './container-suspicious-process.js';
import symlinkMount from './container-symlink-mount.js';
import sysMount from './container-sys-mount.js';
import sysctls from './container-sysctls.js';
import systemPaths from './container-system-paths.js';
import truthCapabilities from './container-truth-capabilities.js';
import truthLabel from './container-truth-label.js';
import truthNoNewPrivileges from './container-truth-no-new-privileges.js';
import truthSeccomp from './container-truth-seccomp.js';
import truthUser from './container-truth-user.js';
import truthUserns from './container-truth-userns.js';
import ulimits from './container-ulimits.js';
import undeclaredListener from './container-undeclared-listener.js';
import unhealthy from './container-unhealthy.js';
import volumeCredentials from './container-volume-credentials.js';
import volumeHidesBind from './container-volume-hides-bind.js';
import vulnerablePackages from './container-vulnerable-packages.js';
import wildcardPublish from './container-wildcard-publish.js';
import writableHostPath from './container-writable-host-path.js';
import writableRoot from './container-writable-root.js';

/** Every rule whose target is a container. */
export const containerRules: readonly ContainerRule[] = [
	addedExecutable,
	adminPort,
	apparmor,
	autoRemove,
	capabilities,
	cgroupNamespace,
	cgroupParent,
	cgroupReleaseAgent,
	changedSystem,
	cpuLimit,
	crashLoop,
	dangerousDevice,
	defaultBridge,
	deviceRules,
	devices,
	engineInside,
	escapeCapability,
	execPrivileged,
	execRoot,
	firewallBypass,
	flatNetwork,
	gpu,
	healthcheck,
	hostIpc,
	hostLoopback,
	hostNetwork,
	hostPid,
	hostPidRoot,
	hostUserns,
	hostUts,
	imageDrift,
	imageWatcher,
	inheritedMounts,
	ipv6Publish,
	latestTag,
	links,
	liveShell,
	loaderEnvironment,
	logLimit,
	logNone,
	loopbackReach,
	macvlan,
	maskedPaths,
	memoryLimit,
	mountPropagation,
	neighbours,
	netRaw,
	noLimits,
	noNewPrivileges,
	oomProtection,
	openPorts,
	persistentRoot,
	pidsLimit,
	pinnedHosts,
	privileged,
	privilegedPort,
	procMount,
	processUser,
	ptraceHost,
	publishedUnused,
	readableHostSecrets,
	registry,
	remoteEngine,
	requiredFlags,
	restartPolicy,
	rootGroup,
	rootUser,
	runtime,
	runtimeSocket,
	seccomp,
	seccompProfile,
	secretInCommand,
	secretInEnv,
	secretInLabel,
	secretInProcess,
	selinux,
	sensitiveMount,
	setuidFiles,
	sharedMemory,
	sharedNamespace,
	socketGroup,
	socketProxy,
	sshServer,
	stopSignal,
	suspiciousProcess,
	symlinkMount,
	sysMount,
	sysctls,
	systemPaths,
	truthCapabilities,
	truthLabel,
	truthNoNewPrivileges,
	truthSeccomp,
	truthUser,
	truthUserns,
	ulimits,
	undeclaredListener,
	unhealthy,
	volumeCredentials,
	volumeHidesBind,
	vulnerablePackages,
	wildcardPublish,
	writableHostPath,
	writableRoot,
];
