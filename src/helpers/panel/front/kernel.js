// Whether Python is still there: the notebook knows at once when it is restarted or gone.

const GONE = ["restarting", "autorestarting", "terminating", "dead"];

// Calls `gone` when the kernel that answers for a model is restarted or dies, or cannot be reached, and `back` when it can
// be reached again; returns what stops the watch.
export function watchKernel(model, gone, back) {
  const kernel = model.widget_manager?.kernel;
  if (!kernel?.statusChanged) return () => {};
  const onStatus = (_, status) => { if (GONE.includes(status)) gone(); };
  let away = false;
  const onLink = (_, status) => {
    if (status === "disconnected") gone();
    if (status === "connected" && away) back();
    away = status === "disconnected";
  };
  kernel.statusChanged.connect(onStatus);
  kernel.connectionStatusChanged?.connect(onLink);
  return () => {
    kernel.statusChanged.disconnect(onStatus);
    kernel.connectionStatusChanged?.disconnect(onLink);
  };
}
