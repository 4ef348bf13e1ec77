// A bundle of its own, fetched when the camera is first asked for: reads QR codes off a video until it is told to stop.
import QrScanner from "qr-scanner";

window.gateScanner = async (video, found) => {
  const scanner = new QrScanner(video, (result) => found(result.data), {
    preferredCamera: "environment",
    returnDetailedScanResult: true,
  });
  try {
    await scanner.start();
  } catch (error) {
    scanner.destroy();
    throw error;
  }
  return () => scanner.destroy();
};
