/** For one person's host: without what asks for an organisation, and what a typical image cannot fulfil. */
export const homelab = `# dockscope profile: homelab
# For a host that one person runs for themselves. Ways to the host, to secrets and in from the network count in full. Rules that need a
# second machine, a log collector or a separate partition are disabled, and what most images cannot fulfil is only noted.

severities:
  container-cpu-limit: info
  container-latest-tag: info
  container-memory-limit: info
  container-pids-limit: info
  container-root-user: low
  container-ulimits: info
  container-writable-root: info
  engine-icc: low
  engine-userns: low
  image-age: info
  image-setuid-files: info

disabled:
  - container-healthcheck
  - container-privileged-port
  - container-restart-policy
  - engine-authorization-plugin
  - engine-base-device-size
  - engine-central-logging
  - engine-default-ulimit
  - engine-live-restore
  - engine-userland-proxy
  - host-audit-containerd
  - host-audit-containerd-config
  - host-audit-containerd-directory
  - host-audit-containerd-shim
  - host-audit-containerd-shim-runc-v1
  - host-audit-containerd-shim-runc-v2
  - host-audit-containerd-socket
  - host-audit-daemon-json
  - host-audit-data-root
  - host-audit-default-docker
  - host-audit-docker-service
  - host-audit-docker-socket
  - host-audit-dockerd
  - host-audit-etc-docker
  - host-audit-runc
  - host-audit-sysconfig-docker
  - host-data-partition
  - host-kernel-hardening
  - image-add
  - image-healthcheck
  - image-unverified
  - image-unverified-downloads
  - image-update-alone
`;
