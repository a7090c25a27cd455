import type {HostRule} from '../rule.js';
import hostAuditContainerd from './host-audit-containerd.js';
import hostAuditContainerdConfig from './host-audit-containerd-config.js';
import hostAuditContainerdDirectory from './host-audit-containerd-directory.js';
import hostAuditContainerdShim from './host-audit-containerd-shim.js';
import hostAuditContainerdShimRuncV1 from './host-audit-containerd-shim-runc-v1.js';
import hostAuditContainerdShimRuncV2 from './host-audit-containerd-shim-runc-v2.js';
import hostAuditContainerdSocket from './host-audit-containerd-socket.js';
import hostAuditDaemonJson from './host-audit-daemon-json.js';
import hostAuditDataRoot from './host-audit-data-root.js';
import hostAuditDefaultDocker from './host-audit-default-docker.js';
import hostAuditDockerService from './host-audit-docker-service.js';
import hostAuditDockerSocket from './host-audit-docker-socket.js';
import hostAuditDockerd from './host-audit-dockerd.js';
import hostAuditEtcDocker from './host-audit-etc-docker.js';
import hostAuditRunc from './host-audit-runc.js';
import hostAuditSysconfigDocker from './host-audit-sysconfig-docker.js';
import hostContainerdSocketMode from './host-containerd-socket-mode.js';
import hostContainerdSocketOwner from './host-containerd-socket-owner.js';
import hostCorePattern from './host-core-pattern.js';
import hostDaemonJsonMode from './host-daemon-json-mode.js';
import hostDaemonJsonOwner from './host-daemon-json-owner.js';
import hostDataPartition from './host-data-partition.js';
import hostDataRootMode from './host-data-root-mode.js';
import hostDefaultDockerMode from './host-default-docker-mode.js';
import hostDefaultDockerOwner from './host-default-docker-owner.js';
import hostDockerServiceMode from './host-docker-service-mode.js';
import hostDockerServiceOwner from './host-docker-service-owner.js';
import hostDockerSocketUnitMode from './host-docker-socket-unit-mode.js';
import hostDockerSocketUnitOwner from './host-docker-socket-unit-owner.js';
import hostEngineSocketMode from './host-engine-socket-mode.js';
import hostEngineSocketOwner from './host-engine-socket-owner.js';
import hostEtcDockerMode from './host-etc-docker-mode.js';
import hostEtcDockerOwner from './host-etc-docker-owner.js';
import hostKernelHardening from './host-kernel-hardening.js';
import hostNoMandatoryAccessControl from './host-no-mandatory-access-control.js';
import hostProgramReplaceable from './host-program-replaceable.js';
import hostRegistryCertificatesMode from './host-registry-certificates-mode.js';
import hostRegistryCertificatesOwner from './host-registry-certificates-owner.js';
import hostSocketGroup from './host-socket-group.js';
import hostSysconfigDockerMode from './host-sysconfig-docker-mode.js';
import hostSysconfigDockerOwner from './host-sysconfig-docker-owner.js';
import hostTlsCaMode from './host-tls-ca-mode.js';
import hostTlsCaOwner from './host-tls-ca-owner.js';
import hostTlsCertificateMode from './host-tls-certificate-mode.js';
import hostTlsCertificateOwner from './host-tls-certificate-owner.js';
import hostTlsKeyMode from './host-tls-key-mode.js';
import hostTlsKeyOwner from './host-tls-key-owner.js';
import hostUnitDropIns from './host-unit-drop-ins.js';

/** Every rule whose target is the host, by their number in the benchmark, our own ones last. */
export const hostRules: readonly HostRule[] = [
	hostDataPartition,
	hostSocketGroup,
	hostAuditDockerd,
	hostAuditContainerdDirectory,
	hostAuditDataRoot,
	hostAuditEtcDocker,
	hostAuditDockerService,
	hostAuditContainerdSocket,
	hostAuditDockerSocket,
	hostAuditDefaultDocker,
	hostAuditDaemonJson,
	hostAuditContainerdConfig,
	hostAuditSysconfigDocker,
	hostAuditContainerd,
	hostAuditContainerdShim,
	hostAuditContainerdShimRuncV1,
	hostAuditContainerdShimRuncV2,
	hostAuditRunc,
	hostKernelHardening,
	hostDockerServiceOwner,
	hostDockerServiceMode,
	hostDockerSocketUnitOwner,
	hostDockerSocketUnitMode,
	hostEtcDockerOwner,
	hostEtcDockerMode,
	hostRegistryCertificatesOwner,
	hostRegistryCertificatesMode,
	hostTlsCaOwner,
	hostTlsCaMode,
	hostTlsCertificateOwner,
	hostTlsCertificateMode,
	hostTlsKeyOwner,
	hostTlsKeyMode,
	hostEngineSocketOwner,
	hostEngineSocketMode,
	hostDaemonJsonOwner,
	hostDaemonJsonMode,
	hostDefaultDockerOwner,
	hostDefaultDockerMode,
	hostSysconfigDockerMode,
	hostSysconfigDockerOwner,
	hostContainerdSocketOwner,
	hostContainerdSocketMode,
	hostCorePattern,
	hostDataRootMode,
	hostNoMandatoryAccessControl,
	hostProgramReplaceable,
	hostUnitDropIns,
];
