// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {ContainerRule} from '../rule.js';
import containerAddedExecutable from './container-added-executable.js';
import containerAdminPort from './container-admin-port.js';
import containerApparmor from './container-apparmor.js';
import containerAutoRemove from './container-auto-remove.js';
import containerCapabilities from './container-capabilities.js';
import containerCgroupNamespace from './container-cgroup-namespace.js';
import containerCgroupParent from './container-cgroup-parent.js';
import containerCgroupReleaseAgent from './container-cgroup-release-agent.js';
import containerChangedSystem from './container-changed-system.js';
import containerCopyFail from './container-copy-fail.js';
import containerCpuLimit from './container-cpu-limit.js';
import containerCrashLoop from './container-crash-loop.js';
import containerDangerousDevice from './container-dangerous-device.js';
import containerDefaultBridge from './container-default-bridge.js';
import containerDeviceRules from './container-device-rules.js';
import containerDevices from './container-devices.js';
import containerDirectRouting from './container-direct-routing.js';
import containerEngineInside from './container-engine-inside.js';
import containerEscapeCapability from './container-escape-capability.js';
import containerExecPrivileged from './container-exec-privileged.js';
import containerExecRoot from './container-exec-root.js';
import containerFirewallBypass from './container-firewall-bypass.js';
import containerFlatNetwork from './container-flat-network.js';
import containerGpu from './container-gpu.js';
import containerHealthcheck from './container-healthcheck.js';
import containerHostIpc from './container-host-ipc.js';
import containerHostLoopback from './container-host-loopback.js';
import containerHostNetwork from './container-host-network.js';
import containerHostPid from './container-host-pid.js';
import containerHostPidRoot from './container-host-pid-root.js';
import containerHostUserns from './container-host-userns.js';
import containerHostUts from './container-host-uts.js';
import containerImageDrift from './container-image-drift.js';
import containerImageWatcher from './container-image-watcher.js';
import containerInheritedMounts from './container-inherited-mounts.js';
import containerIpv6Publish from './container-ipv6-publish.js';
import containerKnownEscapes from './container-known-escapes.js';
import containerLatestTag from './container-latest-tag.js';
import containerLinks from './container-links.js';
import containerLiveShell from './container-live-shell.js';
import containerLoaderEnvironment from './container-loader-environment.js';
import containerLogLimit from './container-log-limit.js';
import containerLogNone from './container-log-none.js';
import containerLoopbackReach from './container-loopback-reach.js';
import containerMacvlan from './container-macvlan.js';
import containerMaskedPaths from './container-masked-paths.js';
import containerMemoryLimit from './container-memory-limit.js';
import containerMountPropagation from './container-mount-propagation.js';
import containerNeighbours from './container-neighbours.js';
import containerNetRaw from './container-net-raw.js';
import containerNoAuthentication from './container-no-authentication.js';
import containerNoLimits from './container-no-limits.js';
import containerNoNewPrivileges from './container-no-new-privileges.js';
import containerOomProtection from './container-oom-protection.js';
import containerOpenPorts from './container-open-ports.js';
import containerPeerProcesses from './container-peer-processes.js';
import containerPersistentRoot from './container-persistent-root.js';
import containerPidsLimit from './container-pids-limit.js';
import containerPinnedHosts from './container-pinned-hosts.js';
import containerPrivileged from './container-privileged.js';
import containerPrivilegedPort from './container-privileged-port.js';
import containerProcMount from './container-proc-mount.js';
import containerProcessUser from './container-process-user.js';
import containerPtraceHost from './container-ptrace-host.js';
import containerPublishedUnused from './container-published-unused.js';
import containerReadableHostSecrets from './container-readable-host-secrets.js';
import containerRegistry from './container-registry.js';
import containerRegistryCredentials from './container-registry-credentials.js';
import containerRemoteEngine from './container-remote-engine.js';
import containerRequiredFlags from './container-required-flags.js';
import containerRestartPolicy from './container-restart-policy.js';
import containerRootGroup from './container-root-group.js';
import containerRootUser from './container-root-user.js';
import containerRuntime from './container-runtime.js';
import containerRuntimeSocket from './container-runtime-socket.js';
import containerSeccomp from './container-seccomp.js';
import containerSeccompProfile from './container-seccomp-profile.js';
import containerSecretInCommand from './container-secret-in-command.js';
import containerSecretInEnv from './container-secret-in-env.js';
import containerSecretInLabel from './container-secret-in-label.js';
import containerSecretInProcess from './container-secret-in-process.js';
import containerSelinux from './container-selinux.js';
import containerSensitiveMount from './container-sensitive-mount.js';
import containerServiceSocket from './container-service-socket.js';
import containerSetuidFiles from './container-setuid-files.js';
import containerSharedMemory from './container-shared-memory.js';
import containerSharedNamespace from './container-shared-namespace.js';
import containerSocketGroup from './container-socket-group.js';
import containerSocketProxy from './container-socket-proxy.js';
import containerSocketProxyReads from './container-socket-proxy-reads.js';
import containerSshServer from './container-ssh-server.js';
import containerStopSignal from './container-stop-signal.js';
import containerSuspiciousProcess from './container-suspicious-process.js';
import containerSymlinkMount from './container-symlink-mount.js';
import containerSysMount from './container-sys-mount.js';
import containerSysctls from './container-sysctls.js';
import containerSystemPaths from './container-system-paths.js';
import containerTruthCapabilities from './container-truth-capabilities.js';
import containerTruthLabel from './container-truth-label.js';
import containerTruthNoNewPrivileges from './container-truth-no-new-privileges.js';
import containerTruthSeccomp from './container-truth-seccomp.js';
import containerTruthUser from './container-truth-user.js';
import containerTruthUserns from './container-truth-userns.js';
import containerUlimits from './container-ulimits.js';
import containerUndeclaredListener from './container-undeclared-listener.js';
import containerUnhealthy from './container-unhealthy.js';
import containerVolumeCredentials from './container-volume-credentials.js';
import containerVolumeHidesBind from './container-volume-hides-bind.js';
import containerVulnerablePackages from './container-vulnerable-packages.js';
import containerWildcardPublish from './container-wildcard-publish.js';
import containerWritableHostPath from './container-writable-host-path.js';
import containerWritableRoot from './container-writable-root.js';

/** Every rule whose target is a container. */
export const containerRules: readonly ContainerRule[] = [
	containerAddedExecutable,
	containerAdminPort,
	containerApparmor,
	containerAutoRemove,
	containerCapabilities,
	containerCgroupNamespace,
	containerCgroupParent,
	containerCgroupReleaseAgent,
	containerChangedSystem,
	containerCopyFail,
	containerCpuLimit,
	containerCrashLoop,
	containerDangerousDevice,
	containerDefaultBridge,
	containerDeviceRules,
	containerDevices,
	containerDirectRouting,
	containerEngineInside,
	containerEscapeCapability,
	containerExecPrivileged,
	containerExecRoot,
	containerFirewallBypass,
	containerFlatNetwork,
	containerGpu,
	containerHealthcheck,
	containerHostIpc,
	containerHostLoopback,
	containerHostNetwork,
	containerHostPid,
	containerHostPidRoot,
	containerHostUserns,
	containerHostUts,
	containerImageDrift,
	containerImageWatcher,
	containerInheritedMounts,
	containerIpv6Publish,
	containerKnownEscapes,
	containerLatestTag,
	containerLinks,
	containerLiveShell,
	containerLoaderEnvironment,
	containerLogLimit,
	containerLogNone,
	containerLoopbackReach,
	containerMacvlan,
	containerMaskedPaths,
	containerMemoryLimit,
	containerMountPropagation,
	containerNeighbours,
	containerNetRaw,
	containerNoAuthentication,
	containerNoLimits,
	containerNoNewPrivileges,
	containerOomProtection,
	containerOpenPorts,
	containerPeerProcesses,
	containerPersistentRoot,
	containerPidsLimit,
	containerPinnedHosts,
	containerPrivileged,
	containerPrivilegedPort,
	containerProcMount,
	containerProcessUser,
	containerPtraceHost,
	containerPublishedUnused,
	containerReadableHostSecrets,
	containerRegistry,
	containerRegistryCredentials,
	containerRemoteEngine,
	containerRequiredFlags,
	containerRestartPolicy,
	containerRootGroup,
	containerRootUser,
	containerRuntime,
	containerRuntimeSocket,
	containerSeccomp,
	containerSeccompProfile,
	containerSecretInCommand,
	containerSecretInEnv,
	containerSecretInLabel,
	containerSecretInProcess,
	containerSelinux,
	containerSensitiveMount,
	containerServiceSocket,
	containerSetuidFiles,
	containerSharedMemory,
	containerSharedNamespace,
	containerSocketGroup,
	containerSocketProxy,
	containerSocketProxyReads,
	containerSshServer,
	containerStopSignal,
	containerSuspiciousProcess,
	containerSymlinkMount,
	containerSysMount,
	containerSysctls,
	containerSystemPaths,
	containerTruthCapabilities,
	containerTruthLabel,
	containerTruthNoNewPrivileges,
	containerTruthSeccomp,
	containerTruthUser,
	containerTruthUserns,
	containerUlimits,
	containerUndeclaredListener,
	containerUnhealthy,
	containerVolumeCredentials,
	containerVolumeHidesBind,
	containerVulnerablePackages,
	containerWildcardPublish,
	containerWritableHostPath,
	containerWritableRoot,
];
