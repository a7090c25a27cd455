// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {HostRule} from '../rule.js';
import auditRules from './audit-rules.js';
import filePermissions from './file-permissions.js';
import hostCorePattern from './host-core-pattern.js';
import hostDataPartition from './host-data-partition.js';
import hostEngineSocketOwner from './host-engine-socket-owner.js';
import hostKernelHardening from './host-kernel-hardening.js';
import hostNoMandatoryAccessControl from './host-no-mandatory-access-control.js';
import hostProgramReplaceable from './host-program-replaceable.js';
import hostRegistryCertificatesMode from './host-registry-certificates-mode.js';
import hostRegistryCertificatesOwner from './host-registry-certificates-owner.js';
import hostSocketGroup from './host-socket-group.js';
import hostUnitDropIns from './host-unit-drop-ins.js';

/** Every rule whose target is the host. */
export const hostRules: readonly HostRule[] = [
	...auditRules,
	...filePermissions,
	hostCorePattern,
	hostDataPartition,
	hostEngineSocketOwner,
	hostKernelHardening,
	hostNoMandatoryAccessControl,
	hostProgramReplaceable,
	hostRegistryCertificatesMode,
	hostRegistryCertificatesOwner,
	hostSocketGroup,
	hostUnitDropIns,
];
