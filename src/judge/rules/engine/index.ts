// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {EngineRule} from '../rule.js';
import engineAdvisories from './engine-advisories.js';
import engineAuthorizationPlugin from './engine-authorization-plugin.js';
import engineBaseDeviceSize from './engine-base-device-size.js';
import engineBuildCache from './engine-build-cache.js';
import engineCentralLogging from './engine-central-logging.js';
import engineCgroupParent from './engine-cgroup-parent.js';
import engineCgroupV1 from './engine-cgroup-v1.js';
import engineContainerSprawl from './engine-container-sprawl.js';
import engineContainerdAdvisories from './engine-containerd-advisories.js';
import engineDanglingImages from './engine-dangling-images.js';
import engineDefaultUlimit from './engine-default-ulimit.js';
import engineExperimental from './engine-experimental.js';
import engineIcc from './engine-icc.js';
import engineImageSprawl from './engine-image-sprawl.js';
import engineInsecureRegistry from './engine-insecure-registry.js';
import engineIptables from './engine-iptables.js';
import engineLiveRestore from './engine-live-restore.js';
import engineLogLevel from './engine-log-level.js';
import engineNoNewPrivileges from './engine-no-new-privileges.js';
import enginePlainConnection from './engine-plain-connection.js';
import enginePlugins from './engine-plugins.js';
import engineRootless from './engine-rootless.js';
import engineRuncAdvisories from './engine-runc-advisories.js';
import engineSeccompProfile from './engine-seccomp-profile.js';
import engineStorageAufs from './engine-storage-aufs.js';
import engineStorageDevicemapper from './engine-storage-devicemapper.js';
import engineSwarmMode from './engine-swarm-mode.js';
import engineTcpApi from './engine-tcp-api.js';
import engineUserlandProxy from './engine-userland-proxy.js';
import engineUserns from './engine-userns.js';
import engineVersion from './engine-version.js';

/** Every rule whose target is the engine. */
export const engineRules: readonly EngineRule[] = [
	engineAdvisories,
	engineAuthorizationPlugin,
	engineBaseDeviceSize,
	engineBuildCache,
	engineCentralLogging,
	engineCgroupParent,
	engineCgroupV1,
	engineContainerSprawl,
	engineContainerdAdvisories,
	engineDanglingImages,
	engineDefaultUlimit,
	engineExperimental,
	engineIcc,
	engineImageSprawl,
	engineInsecureRegistry,
	engineIptables,
	engineLiveRestore,
	engineLogLevel,
	engineNoNewPrivileges,
	enginePlainConnection,
	enginePlugins,
	engineRootless,
	engineRuncAdvisories,
	engineSeccompProfile,
	engineStorageAufs,
	engineStorageDevicemapper,
	engineSwarmMode,
	engineTcpApi,
	engineUserlandProxy,
	engineUserns,
	engineVersion,
];
