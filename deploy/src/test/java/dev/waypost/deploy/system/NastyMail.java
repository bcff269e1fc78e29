package dev.waypost.deploy.system;

/** A newsletter that tries whatever a mail can to run something or to be noticed. */
final class NastyMail {
  static final String HTML =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Nasty</title>
      <meta http-equiv="refresh" content="0;url=http://refresh.nasty.example/">
      <meta http-equiv="x-dns-prefetch-control" content="on">
      <base href="http://base.nasty.example/">
      <link rel="preconnect" href="https://preconnect.nasty.example">
      <link rel="dns-prefetch" href="https://dns.nasty.example">
      <link rel="stylesheet" href="http://css.nasty.example/x.css">
      <style>@import url(http://import.nasty.example/x.css);
      @font-face { font-family: far; src: url(http://font.nasty.example/x.woff) }
      body { font-family: far, sans-serif; background: url(http://background.nasty.example/x.png) }</style>
      <script>document.write('a script ' + 'ran')</script>
      <script src="http://script.nasty.example/x.js"></script>
      </head><body onload="document.body.append('a script ' + 'ran')" style="margin: 2rem">
      <h1>An offer for {{name}}</h1>
      <p><a href="http://acme.example/offer" target="_top">Look at it</a>, or
      <a href="{{waypost.unsubscribeUrl}}">no more</a>.</p>
      <img src="http://img.nasty.example/pixel.gif" alt="A picture" onerror="alert(1)">
      <img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">
      <iframe src="http://frame.nasty.example/"></iframe>
      <object data="http://object.nasty.example/"></object>
      <video src="http://video.nasty.example/" autoplay></video>
      <svg><image href="http://svg.nasty.example/x.png"/><script>document.write('a script ' + 'ran')</script></svg>
      <form action="http://form.nasty.example/"><button autofocus>Send</button></form>
      </body></html>
      """;

  private NastyMail() {}
}
